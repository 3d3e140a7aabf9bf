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
import java.lang.reflect.Method;
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

  /** Asking a class for its components takes longer than all else, and plans have many records. */
  private static final ClassValue<Map<String, Method>> COMPONENTS =
      new ClassValue<>() {
        @Override
        protected Map<String, Method> computeValue(Class<?> type) {
          Map<String, Method> components = new LinkedHashMap<>();
          for (RecordComponent component : type.getRecordComponents()) {
            components.put(component.getName(), component.getAccessor());
          }
          return components;
        }
      };

  private final Budget budget;

  PlanWrapper(Version version, Budget budget) {
    super(version);
    this.budget = budget;
  }

  @Override
  public @Nullable TemplateModel wrap(@Nullable Object value) throws TemplateModelException {
    if (!budget.step()) {
      throw new TemplateModelException("It makes " + budget.what());
    }
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
    private final Record object;
    private final Map<String, Method> components;

    RecordModel(Record object) {
      this.object = object;
      this.components = COMPONENTS.get(object.getClass());
    }

    @Override
    public @Nullable TemplateModel get(String name) throws TemplateModelException {
      Method component = components.get(name);
      String type = object.getClass().getSimpleName();
      if (component == null) {
        throw new TemplateModelException(type + " has no component " + name);
      }
      try {
        return wrap(component.invoke(object));
      } catch (ReflectiveOperationException e) {
        throw new TemplateModelException("Cannot read " + type + "." + name, e);
      }
    }

    @Override
    public boolean isEmpty() {
      return components.isEmpty();
    }
  }
}
