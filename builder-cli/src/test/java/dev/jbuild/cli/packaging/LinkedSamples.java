package dev.jbuild.cli.packaging;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Code that the compiler leaves to be linked, of every kind: what it says must not change when it is rewritten. */
final class LinkedSamples implements Supplier<List<String>> {
    private final String field = "field";

    record Empty() {}

    record Numbers(byte b, short s, int i, long l, float f, double d, char c, boolean z) {}

    record Pair<A, B>(A first, B second) {}

    record Words(String[] array, List<String> list, Pair<Integer, Empty> pair) {}

    interface Named {
        String name();

        private String hidden(String suffix) {
            return name() + suffix;
        }

        default Supplier<String> later(String suffix) {
            return () -> hidden(suffix);
        }

        static Named of(String name) {
            return () -> name;
        }
    }

    interface Marker {}

    interface Narrowing<T extends Comparable<T>> extends Function<T, T> {
        @Override
        T apply(T value);
    }

    enum Color {
        RED(text -> text + "!"),
        BLUE(String::toUpperCase);

        final Function<String, String> change;

        Color(Function<String, String> change) {
            this.change = change;
        }
    }

    @Override
    public List<String> get() {
        List<String> said = new ArrayList<>();
        records(said);
        references(said);
        captures(said, 1, 2L, 3.5, (byte) 4);
        conversions(said);
        said.add(super.toString().isEmpty() + "" + inParent());
        return said;
    }

    private static void records(List<String> said) {
        record Local(int x) {}
        Numbers numbers = new Numbers((byte) -1, (short) 2, 3, 4L << 40, 0.5f, Double.NaN, 'c', true);
        Words words = new Words(null, List.of("a"), new Pair<>(null, new Empty()));
        for (Object record : List.of(new Empty(), numbers, words, new Pair<>("a", 1), new Local(7))) {
            said.add(record + " " + record.hashCode() + record.equals(record) + record.equals("x"));
        }
        said.add("" + numbers.equals(new Numbers((byte) -1, (short) 2, 3, 4L << 40, 0.5f, Double.NaN, 'c', true)));
        said.add(""
                + new Numbers((byte) 0, (short) 0, 0, 0, 0f, 0d, 'c', true)
                        .equals(new Numbers((byte) 0, (short) 0, 0, 0, -0f, 0d, 'c', true)));
        said.add("" + words.equals(new Words(null, List.of("a"), new Pair<>(null, new Empty()))));
        said.add("" + new Pair<>("a", null).equals(new Pair<>("a", "b")));
    }

    private void references(List<String> said) {
        Function<String, Integer> length = String::length;
        Supplier<String> bound = field::strip;
        Function<String, StringBuilder> make = StringBuilder::new;
        IntFunction<int[]> array = int[]::new;
        Function<int[], int[]> copy = int[]::clone;
        BiFunction<String, String, Boolean> starts = String::startsWith;
        Supplier<String> own = this::hidden;
        said.add(length.apply("four") + bound.get() + make.apply("made") + array.apply(3).length);
        said.add(copy.apply(new int[] {1, 2}).length + "" + starts.apply("ab", "a") + own.get());
        said.add(Color.RED.change.apply("red") + Color.BLUE.change.apply("blue"));
        said.add(Named.of("name").later("-suffix").get());
        said.add(Stream.of("b", "a", "c")
                .sorted(Comparator.comparing(Function.<String>identity()).reversed())
                .collect(Collectors.joining(",")));
    }

    private void captures(List<String> said, int i, long l, double d, byte b) {
        LongSupplier sum = () -> i + l + (long) d + b + field.length();
        Supplier<Supplier<String>> nested = () -> () -> field + i + l + d + b;
        Runnable marked = (Runnable & Marker) () -> said.add("marked");
        marked.run();
        said.add(sum.getAsLong() + nested.get().get() + (marked instanceof Marker));
    }

    private static void conversions(List<String> said) {
        Consumer<String> add = said::add;
        add.accept("a result that nobody takes");
        ToLongFunction<Integer> widen = Integer::intValue;
        ToDoubleFunction<Integer> unbox = value -> value;
        ToIntFunction<Character> character = Character::charValue;
        IntBinaryOperator max = Math::max;
        Function<Integer, Long> longer = Integer::longValue;
        BiFunction<Integer, Integer, Integer> boxed = Math::addExact;
        Narrowing<String> narrow = value -> value + value;
        Function<String, String> asFunction = narrow;
        Predicate<Object> isString = String.class::isInstance;
        Supplier<Object> fixed = Arrays::asList;
        said.add(widen.applyAsLong(5) + unbox.applyAsDouble(6) + character.applyAsInt('a') + "" + max.applyAsInt(1, 2));
        said.add(longer.apply(7) + "" + boxed.apply(3, 4) + narrow.apply("n") + asFunction.apply("m"));
        said.add(isString.test("x") + "" + isString.negate().test("x") + fixed.get());
    }

    private String hidden() {
        return "hidden " + field;
    }

    private String inParent() {
        Supplier<String> parents = super::toString;
        return parents.get().startsWith(LinkedSamples.class.getName()) + "";
    }
}
