package dev.m2d.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;

/**
 * A meltano.yml that changes at random: extractors, their streams, jobs and schedules come, go, get
 * other names and other places. It is valid at any time. Few names, so that some of them return.
 */
final class RandomMeltano {

  private static final List<String> ENTITIES =
      List.of("customers", "invoices", "items", "sales_receipts");
  private static final List<String> NAMES =
      List.of("bills", "credits", "journal", "payments", "stock", "tax", "vendors");

  private final Random random;
  private final String head;
  private final List<Extractor> extractors = new ArrayList<>();
  private final List<Job> jobs = new ArrayList<>();
  private final List<Schedule> schedules = new ArrayList<>();

  private static final class Extractor {
    String name;
    final List<String> entities = new ArrayList<>();
    final List<String> select = new ArrayList<>();

    Extractor(String name) {
      this.name = name;
    }
  }

  private static final class Job {
    String name;
    final List<String> tasks = new ArrayList<>();

    Job(String name) {
      this.name = name;
    }
  }

  private static final class Schedule {
    String name;
    String cron;
    String job;

    Schedule(String name, String cron, String job) {
      this.name = name;
      this.cron = cron;
      this.job = job;
    }
  }

  /** Starts with the head, up to its plugins, of that project's meltano.yml. */
  RandomMeltano(Path project, Random random) throws IOException {
    this.random = random;
    String text = Files.readString(project.resolve("meltano.yml"));
    head = text.substring(0, text.indexOf("\nplugins:") + 1);
    for (int i = 0; i < 2; i++) {
      addExtractor();
      addJob();
    }
    addSchedule();
  }

  /** Changes one to eight things and writes the file. */
  void change(Path project) throws IOException {
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      step();
    }
    write(project);
  }

  private void step() {
    switch (random.nextInt(24)) {
      case 0 -> addExtractor();
      case 1 -> removeExtractor();
      case 2 -> renameExtractor();
      case 3 -> Collections.shuffle(extractors, random);
      case 4, 5, 16, 17, 18 -> streams(pick(extractors));
      case 6 -> addJob();
      case 7 -> removeJob();
      case 8 -> renameJob();
      case 9 -> Collections.shuffle(jobs, random);
      case 10, 11, 19, 20 -> tasks();
      case 12 -> addSchedule();
      case 13 -> {
        if (!schedules.isEmpty()) {
          schedules.remove(random.nextInt(schedules.size()));
        }
      }
      case 14 -> Collections.shuffle(schedules, random);
      default -> schedule();
    }
  }

  private void addExtractor() {
    List<String> free = free(extractors.stream().map(e -> e.name).toList(), "tap-");
    if (!free.isEmpty()) {
      Extractor extractor = new Extractor(pick(free));
      extractor.entities.addAll(ENTITIES.subList(0, 1 + random.nextInt(ENTITIES.size())));
      extractors.add(random.nextInt(extractors.size() + 1), extractor);
    }
  }

  private void removeExtractor() {
    if (extractors.size() > 1) {
      String task = task(extractors.remove(random.nextInt(extractors.size())).name);
      jobs.forEach(j -> j.tasks.removeIf(task::equals));
      List<String> empty = jobs.stream().filter(j -> j.tasks.isEmpty()).map(j -> j.name).toList();
      jobs.removeIf(j -> empty.contains(j.name));
      schedules.removeIf(s -> empty.contains(s.job));
    }
  }

  private void renameExtractor() {
    List<String> free = free(extractors.stream().map(e -> e.name).toList(), "tap-");
    if (!free.isEmpty()) {
      Extractor extractor = pick(extractors);
      String before = task(extractor.name);
      extractor.name = pick(free);
      String now = task(extractor.name);
      jobs.forEach(j -> j.tasks.replaceAll(t -> t.equals(before) ? now : t));
    }
  }

  private void streams(Extractor extractor) {
    String entity = pick(ENTITIES);
    if (random.nextInt(3) == 0) {
      String rule = (random.nextBoolean() ? "!" : "") + entity + ".*";
      if (!extractor.select.remove(rule)) {
        extractor.select.add(rule);
      }
    } else if (!extractor.entities.contains(entity)) {
      extractor.entities.add(random.nextInt(extractor.entities.size() + 1), entity);
    } else if (extractor.entities.size() > 1) {
      extractor.entities.remove(entity);
    }
  }

  private void addJob() {
    List<String> free = free(jobs.stream().map(j -> j.name).toList(), "");
    if (!free.isEmpty()) {
      Job job = new Job(pick(free));
      job.tasks.add(task(pick(extractors).name));
      jobs.add(random.nextInt(jobs.size() + 1), job);
    }
  }

  private void removeJob() {
    if (!jobs.isEmpty()) {
      String name = jobs.remove(random.nextInt(jobs.size())).name;
      schedules.removeIf(s -> s.job.equals(name));
    }
  }

  private void renameJob() {
    List<String> free = free(jobs.stream().map(j -> j.name).toList(), "");
    if (!jobs.isEmpty() && !free.isEmpty()) {
      Job job = pick(jobs);
      String before = job.name;
      job.name = pick(free);
      schedules.stream().filter(s -> s.job.equals(before)).forEach(s -> s.job = job.name);
    }
  }

  private void tasks() {
    if (!jobs.isEmpty()) {
      List<String> tasks = pick(jobs).tasks;
      List<String> all = new ArrayList<>(List.of("dbt-postgres:run", "dbt-postgres:test"));
      extractors.forEach(e -> all.add(task(e.name)));
      String task = pick(all);
      if (!tasks.contains(task)) {
        tasks.add(random.nextInt(tasks.size() + 1), task);
      } else if (tasks.size() > 1 && random.nextBoolean()) {
        tasks.remove(task);
      } else {
        Collections.shuffle(tasks, random);
      }
    }
  }

  private void addSchedule() {
    List<String> free = free(schedules.stream().map(s -> s.name).toList(), "at-");
    if (!free.isEmpty() && !jobs.isEmpty()) {
      schedules.add(new Schedule(pick(free), cron(), pick(jobs).name));
    }
  }

  private void schedule() {
    if (!schedules.isEmpty()) {
      Schedule schedule = pick(schedules);
      List<String> free = free(schedules.stream().map(s -> s.name).toList(), "at-");
      if (random.nextBoolean()) {
        schedule.cron = cron();
      } else if (random.nextBoolean() && !free.isEmpty()) {
        schedule.name = pick(free);
      } else {
        schedule.job = pick(jobs).name;
      }
    }
  }

  private String cron() {
    return random.nextInt(60) + " " + random.nextInt(24) + " * * *";
  }

  private static String task(String extractor) {
    return extractor + " target-postgres";
  }

  private static List<String> free(List<String> used, String prefix) {
    TreeSet<String> free = new TreeSet<>();
    NAMES.forEach(n -> free.add(prefix + n));
    used.forEach(free::remove);
    return List.copyOf(free);
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  void write(Path project) throws IOException {
    StringBuilder text = new StringBuilder(head);
    text.append("plugins:\n  extractors:\n");
    text.append("  - {name: tap-csv, variant: meltanolabs, pip_url: meltanolabs-tap-csv}\n");
    for (Extractor extractor : extractors) {
      text.append("  - name: ").append(extractor.name).append("\n    inherit_from: tap-csv\n");
      if (!extractor.select.isEmpty()) {
        text.append("    select:\n");
        extractor.select.forEach(s -> text.append("    - '").append(s).append("'\n"));
      }
      text.append("    config:\n      files:\n");
      for (String entity : extractor.entities) {
        text.append("      - {entity: ").append(entity).append(", path: data/").append(entity);
        text.append(".csv, keys: [Id]}\n");
      }
    }
    text.append("  loaders:\n  - name: target-postgres\n    variant: meltanolabs\n");
    text.append("    config: {default_target_schema: raw}\n");
    text.append("  utilities:\n  - name: dbt-postgres\n    variant: dbt-labs\n");
    text.append("    config: {schema: analytics}\n");
    text.append("jobs:").append(jobs.isEmpty() ? " []\n" : "\n");
    for (Job job : jobs) {
      text.append("- name: ").append(job.name).append("\n  tasks:\n");
      job.tasks.forEach(t -> text.append("  - ").append(t).append('\n'));
    }
    text.append("schedules:").append(schedules.isEmpty() ? " []\n" : "\n");
    for (Schedule schedule : schedules) {
      text.append("- {name: ").append(schedule.name).append(", interval: '").append(schedule.cron);
      text.append("', job: ").append(schedule.job).append("}\n");
    }
    Files.writeString(project.resolve("meltano.yml"), text);
  }
}
