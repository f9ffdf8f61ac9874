package dev.jbuild.core.frontend;

import dev.jbuild.core.oci.ImageReference;
import dev.jbuild.core.oci.Platform;
import dev.jbuild.grammar.Instruction;
import dev.jbuild.grammar.check.Rule;
import dev.jbuild.grammar.text.FragmentException;
import dev.jbuild.grammar.text.NearName;
import dev.jbuild.grammar.text.Span;
import dev.jbuild.grammar.word.Expansion;
import java.util.Set;

/** Looks at variables and platforms of FROM. */
final class FromChecks {

    private static final String TARGET_PLATFORM = "TARGETPLATFORM";

    private final GlobalScope globals;
    private final GlobalScope defaults;
    private final Warnings warnings;

    FromChecks(FrontendRequest request, GlobalScope globals, Warnings warnings) {
        this.globals = globals;
        this.defaults = GlobalScope.ofDefaults(request);
        this.warnings = warnings;
    }

    void check(Instruction.From from, Expansion image) {
        undeclared(from, image, from.image().span());
        try {
            ImageReference.parse(from.image().word().expand(defaults).text());
        } catch (FragmentException | IllegalArgumentException e) {
            add(
                    Rule.INVALID_DEFAULT_ARG_IN_FROM,
                    "without build arguments, FROM %s names no image"
                            .formatted(from.image().source()),
                    from,
                    from.image().span());
        }
    }

    void checkPlatform(Instruction.From from, Expansion platform) {
        undeclared(from, platform, from.span());
        if (platform.used().equals(Set.of(TARGET_PLATFORM))
                && platform.unset().isEmpty()
                && platform.text().equals(globals.value(TARGET_PLATFORM).orElse(""))) {
            add(
                    Rule.REDUNDANT_TARGET_PLATFORM,
                    "--platform=%s is redundant: the target platform is the default".formatted(from.platform()),
                    from,
                    from.span());
        }
        if (from.platform().isConstant() && !namesPlatform(from, platform.text())) {
            add(
                    Rule.FROM_PLATFORM_FLAG_CONST_DISALLOWED,
                    "constant --platform=%s: an image for other platforms cannot be built".formatted(platform.text()),
                    from,
                    from.span());
        }
    }

    private void undeclared(Instruction.From from, Expansion expansion, Span span) {
        for (String name : expansion.missing()) {
            if (!globals.isDeclared(name)) {
                add(
                        Rule.UNDEFINED_ARG_IN_FROM,
                        "FROM uses the undeclared variable \"" + name + "\"" + NearName.question(name, globals.names()),
                        from,
                        span);
            }
        }
    }

    /** True if the stage says by its name for which platform it is; what is no platform is wrong for another reason. */
    private static boolean namesPlatform(Instruction.From from, String text) {
        try {
            Platform platform = Platform.parse(text);
            return from.name().contains(platform.os()) || from.name().contains(platform.architecture());
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    private void add(Rule rule, String message, Instruction.From from, Span span) {
        warnings.add(rule, message, Placed.inFile(from), span);
    }
}
