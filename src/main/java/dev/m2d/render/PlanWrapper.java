package dev.m2d.render;

import dev.m2d.literal.Snippet;
import dev.m2d.plan.DagsterPlan;
import freemarker.template.DefaultListAdapter;
import freemarker.template.DefaultObjectWrapper;
import freemarker.template.SimpleNumber;
import freemarker.template.SimpleScalar;
import freemarker.template.TemplateBooleanModel;
import freemarker.template.TemplateHashModel;
import freemarker.template.TemplateModel;
import freemarker.template.TemplateModelException;
import freemarker.template.Version;
import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Shows templates exactly what the plan holds: components of records, lists, strings, whole
 * numbers, truth values and code. No method, no bean property, no other class.
 */
final class PlanWrapper extends DefaultObjectWrapper {
  private static final String PLAN = DagsterPlan.class.getPackageName();

  PlanWrapper(Version version) {
    super(version);
  }

  @Override
  public @Nullable TemplateModel wrap(@Nullable Object value) throws TemplateModelException {
    if (value == null) {
      return null;
    }
    if (value instanceof Optional<?> optional) {
      return wrap(optional.orElse(null));
    }
    if (value instanceof TemplateModel model) {
      return model;
    }
    if (value instanceof Snippet code) {
      return LanguageFormat.of(code.language()).text(code.text());
    }
    if (value instanceof String text) {
      return new SimpleScalar(text);
    }
    if (value instanceof Boolean truth) {
      return truth ? TemplateBooleanModel.TRUE : TemplateBooleanModel.FALSE;
    }
    if (value instanceof Integer || value instanceof Long) {
      return new SimpleNumber((Number) value);
    }
    if (value instanceof List<?> list) {
      return DefaultListAdapter.adapt(list, this);
    }
    if (value instanceof Record object && PLAN.equals(object.getClass().getPackageName())) {
      return new RecordModel(object);
    }
    throw new TemplateModelException("A template cannot see a " + value.getClass().getName());
  }

  /** A record as a hash of its components. */
  private final class RecordModel implements TemplateHashModel {
    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
    private final String type;

    RecordModel(Record object) throws TemplateModelException {
      type = object.getClass().getSimpleName();
      for (RecordComponent component : object.getClass().getRecordComponents()) {
        try {
          values.put(component.getName(), component.getAccessor().invoke(object));
        } catch (ReflectiveOperationException e) {
          throw new TemplateModelException("Cannot read " + type + "." + component.getName(), e);
        }
      }
    }

    @Override
    public @Nullable TemplateModel get(String name) throws TemplateModelException {
      if (!values.containsKey(name)) {
        throw new TemplateModelException(type + " has no component " + name);
      }
      return wrap(values.get(name));
    }

    @Override
    public boolean isEmpty() {
      return values.isEmpty();
    }
  }
}
