package dev.jbuild.cli.progress;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The lines of the live table: what runs first, with its last output; what is done folded to a line when there is room. Never more
 * lines or columns than the terminal has. Pure.
 */
final class LiveTable {
    private static final String SPINNER = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏";
    private static final int MIN_COLUMNS = 20; // narrower is treated as this wide

    private LiveTable() {}

    static List<String> lines(Collection<Activity> activities, Instant begun, Instant now, int rows, int columns) {
        int width = Math.max(MIN_COLUMNS, columns - 1);
        int height = Math.max(1, rows - 1);
        List<String> lines = new ArrayList<>();
        lines.add(header(activities, begun, now, width));
        List<Activity> running = activities.stream().filter(Activity::running).toList();
        for (Activity activity : running) {
            add(lines, height, line(spinner(begun, now) + " ", activity, running(activity, now), width));
        }
        for (Activity activity : running) {
            int at = indexOf(lines, activity, running);
            List<String> tail = activity.tail();
            for (int i = tail.size() - 1; i >= 0 && lines.size() < height && at >= 0; i--) {
                lines.add(at + 1, Humane.clip("    " + tail.get(i), width));
            }
        }
        List<Activity> ended = new ArrayList<>(
                activities.stream().filter(activity -> !activity.running()).toList());
        for (int i = ended.size() - 1; i >= 0 && lines.size() < height; i--) {
            lines.add(1, line("  ", ended.get(i), ended.get(i).ending(now), width));
        }
        return lines;
    }

    private static int indexOf(List<String> lines, Activity activity, List<Activity> running) {
        String start = " #" + activity.number + " ";
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).startsWith(start, 1)) {
                return i;
            }
        }
        return running.isEmpty() ? 0 : -1;
    }

    private static void add(List<String> lines, int height, String line) {
        if (lines.size() < height) {
            lines.add(line);
        }
    }

    private static String header(Collection<Activity> activities, Instant begun, Instant now, int width) {
        long ended = activities.stream().filter(activity -> !activity.running()).count();
        return Humane.clip(
                "building " + Humane.time(Duration.between(begun, now)) + "  " + ended + " of " + activities.size()
                        + " started steps ended",
                width);
    }

    private static String running(Activity activity, Instant now) {
        String note = activity.note.isEmpty() ? "" : " (" + activity.note + ")";
        return Humane.time(activity.elapsed(now)) + note;
    }

    private static String line(String mark, Activity activity, String right, int width) {
        String left = mark + "#" + activity.number + " ";
        int room = width - left.length() - right.length() - 1;
        String name = Humane.clip(activity.name, Math.max(4, room));
        String gap = " ".repeat(Math.max(1, width - left.length() - name.length() - right.length()));
        return Humane.clip(left + name + gap + right, width);
    }

    private static String spinner(Instant begun, Instant now) {
        int frame = (int) (Duration.between(begun, now).toMillis() / 100 % SPINNER.length());
        return SPINNER.substring(frame, frame + 1);
    }
}
