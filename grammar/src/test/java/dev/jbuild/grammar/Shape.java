package dev.jbuild.grammar;

import dev.jbuild.grammar.syntax.Origin;
import dev.jbuild.grammar.text.SourceText;
import dev.jbuild.grammar.text.Span;
import java.lang.reflect.RecordComponent;
import java.util.List;

/** What a value says, whatever the places it was read from. */
final class Shape {

    private Shape() {}

    static String of(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(Shape::of).toList().toString();
        }
        if (value instanceof Origin origin) {
            return "comments " + origin.comments();
        }
        if (value instanceof Span || value instanceof SourceText) {
            return "";
        }
        if (!(value instanceof Record)) {
            return value instanceof String text ? '"' + text + '"' : String.valueOf(value);
        }
        StringBuilder shape = new StringBuilder(value.getClass().getSimpleName()).append('(');
        for (RecordComponent component : value.getClass().getRecordComponents()) {
            try {
                component.getAccessor().setAccessible(true);
                shape.append(component.getName())
                        .append('=')
                        .append(of(component.getAccessor().invoke(value)));
                shape.append(' ');
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return shape.append(')').toString();
    }
}
