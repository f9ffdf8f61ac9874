package dev.jbuild.grammar.check;

import java.util.Arrays;
import java.util.Optional;

/** What is looked for in a Dockerfile that is right and yet unwise. The names are those of BuildKit, so that files need no change. */
public enum Rule {
    STAGE_NAME_CASING("StageNameCasing", "stage names should be lower case"),
    FROM_AS_CASING("FromAsCasing", "AS should have the case of its FROM"),
    NO_EMPTY_CONTINUATION("NoEmptyContinuation", "no empty line should stand inside of a continued instruction"),
    CONSISTENT_INSTRUCTION_CASING("ConsistentInstructionCasing", "all keywords should have one case"),
    DUPLICATE_STAGE_NAME("DuplicateStageName", "a stage name should be used once"),
    RESERVED_STAGE_NAME("ReservedStageName", "no stage should be called scratch or context"),
    JSON_ARGS_RECOMMENDED("JSONArgsRecommended", "CMD and ENTRYPOINT should have the JSON form"),
    MAINTAINER_DEPRECATED("MaintainerDeprecated", "a label should name the author"),
    UNDEFINED_ARG_IN_FROM("UndefinedArgInFrom", "FROM should use declared variables"),
    WORKDIR_RELATIVE_PATH("WorkdirRelativePath", "the first WORKDIR of a file should be absolute"),
    UNDEFINED_VAR("UndefinedVar", "variables should be set before they are used"),
    MULTIPLE_INSTRUCTIONS_DISALLOWED(
            "MultipleInstructionsDisallowed", "CMD, ENTRYPOINT and HEALTHCHECK should stand once in a stage"),
    LEGACY_KEY_VALUE_FORMAT("LegacyKeyValueFormat", "ENV and LABEL should have the form NAME=value"),
    INVALID_BASE_IMAGE_PLATFORM("InvalidBaseImagePlatform", "a base image should be for the platform of the build"),
    REDUNDANT_TARGET_PLATFORM("RedundantTargetPlatform", "the target platform is the default of FROM"),
    SECRETS_USED_IN_ARG_OR_ENV("SecretsUsedInArgOrEnv", "secrets should come by RUN --mount=type=secret"),
    INVALID_DEFAULT_ARG_IN_FROM("InvalidDefaultArgInFrom", "FROM should name an image also without build arguments"),
    FROM_PLATFORM_FLAG_CONST_DISALLOWED(
            "FromPlatformFlagConstDisallowed", "the platform of FROM should not be constant"),
    COPY_IGNORED_FILE("CopyIgnoredFile", "a source should not be excluded by the ignore file"),
    INVALID_DEFINITION_DESCRIPTION(
            "InvalidDefinitionDescription", "a comment above ARG or FROM should describe it as \"# name description\""),
    EXPOSE_PROTO_CASING("ExposeProtoCasing", "protocols of EXPOSE should be lower case"),
    EXPOSE_INVALID_FORMAT("ExposeInvalidFormat", "EXPOSE should name no address or port of the host");

    private final String id;
    private final String summary;

    Rule(String id, String summary) {
        this.id = id;
        this.summary = summary;
    }

    /** The name in directives and messages. */
    public String id() {
        return id;
    }

    /** What should be, in one line. */
    public String summary() {
        return summary;
    }

    /** Whether it is looked for only by those who ask for it. */
    public boolean isExperimental() {
        return this == INVALID_DEFINITION_DESCRIPTION;
    }

    /** The page about it, below the program's documentation. */
    public String page() {
        return "docs/checks/" + id + ".md";
    }

    /** The rule of a name. */
    public static Optional<Rule> of(String id) {
        return Arrays.stream(values()).filter(rule -> rule.id.equals(id)).findFirst();
    }
}
