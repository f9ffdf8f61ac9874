package dev.jbuild.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a command line that is right and written in the plainest way, {@code --name value}, {@code --name=value}, {@code -n value}.
 * Everything else, joined short options, help and each mistake, it leaves to the {@link FullCommandLine}, which understands all
 * of that and reads what this reads in the same way, but whose library costs more than the rest of a cached build.
 */
final class PlainCommandLine {
    private final CommandSpec spec;
    private final List<String> args;
    private final ParseResult result;
    private int next;

    private PlainCommandLine(CommandSpec spec, List<String> args) {
        this.spec = spec;
        this.args = args;
        this.result = new ParseResult(spec);
    }

    /** Empty when it is not plain. */
    static Optional<ParseResult> parse(CommandSpec spec, List<String> args) {
        return new PlainCommandLine(spec, args).parse();
    }

    private Optional<ParseResult> parse() {
        for (String arg : args) {
            if (arg.startsWith("@")) { // a file of arguments
                return Optional.empty();
            }
        }
        List<String> words = new ArrayList<>();
        while (next < args.size()) {
            String arg = args.get(next++);
            if (!isOption(arg)) {
                words.add(arg);
                if (spec.order() == CommandSpec.Order.OPTIONS_FIRST) {
                    words.addAll(args.subList(next, args.size()));
                    break;
                }
            } else if (!take(arg)) {
                return Optional.empty();
            }
        }
        result.parameters(words);
        return isRight(words.size()) ? Optional.of(result) : Optional.empty();
    }

    private boolean isRight(int words) {
        int least = 0;
        int most = 0;
        for (CommandSpec.Parameter parameter : spec.parameters()) {
            least += parameter.least();
            most = parameter.most() == CommandSpec.Parameter.ANY_NUMBER ? parameter.most() : most + parameter.most();
        }
        return least <= words && words <= most;
    }

    private boolean take(String arg) {
        int equals = arg.startsWith("--") ? arg.indexOf('=') : -1;
        int option = spec.indexOf(equals < 0 ? arg : arg.substring(0, equals));
        if (option < 0) {
            return false;
        }
        return switch (spec.options().get(option).kind()) {
            case FLAG -> equals < 0 && result.put(option, true);
            case OPTIONAL -> equals < 0 ? !isTruth(next) && result.put(option, "true") : putText(option, arg, equals);
            case TEXT, NUMBER, TEXTS -> {
                String value = equals < 0 ? valueBehind() : arg.substring(equals + 1);
                yield value != null && !value.isEmpty() && put(option, value);
            }
        };
    }

    private @Nullable String valueBehind() {
        return next < args.size() && !isOption(args.get(next)) ? args.get(next++) : null;
    }

    private boolean put(int option, String value) {
        CommandSpec.Kind kind = spec.options().get(option).kind();
        if (kind == CommandSpec.Kind.TEXTS) {
            result.add(option, value);
            return true;
        }
        if (kind == CommandSpec.Kind.TEXT) {
            return result.put(option, value);
        }
        return isPlainNumber(value) && result.put(option, Integer.parseInt(value));
    }

    private boolean putText(int option, String arg, int equals) {
        return equals + 1 < arg.length() && result.put(option, arg.substring(equals + 1));
    }

    private boolean isTruth(int index) {
        return index < args.size() && Truth.parse(args.get(index)).isPresent();
    }

    private static boolean isOption(String arg) {
        return arg.startsWith("-") && arg.length() > 1;
    }

    private static boolean isPlainNumber(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) < '0' || value.charAt(i) > '9') {
                return false;
            }
        }
        return value.length() < 10; // fits an int
    }
}
