package dev.jbuild.core.image;

import java.lang.reflect.Field;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;

/** The temporary directories that a test has, for extensions that look at what it leaves there. */
public final class TempDirectories {
    private TempDirectories() {}

    /** Those of its fields; none of a test that failed, which may leave anything. */
    public static List<Path> of(ExtensionContext context) throws IllegalAccessException {
        List<Path> found = new ArrayList<>();
        if (context.getExecutionException().isPresent()) {
            return found;
        }
        for (Object instance : context.getRequiredTestInstances().getAllInstances()) {
            for (Field field : instance.getClass().getDeclaredFields()) {
                if (field.isAnnotationPresent(TempDir.class) && field.getType() == Path.class) {
                    field.setAccessible(true);
                    found.add((Path) field.get(instance));
                }
            }
        }
        return found;
    }
}
