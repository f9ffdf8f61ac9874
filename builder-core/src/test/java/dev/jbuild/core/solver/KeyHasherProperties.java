package dev.jbuild.core.solver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.jbuild.core.store.CacheKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class KeyHasherProperties {

    private static CacheKey key(List<String> names, List<List<String>> values) {
        KeyHasher hasher = KeyHasher.of("test/1");
        for (int i = 0; i < Math.min(names.size(), values.size()); i++) {
            hasher.list(names.get(i), values.get(i));
        }
        return hasher.finish().key();
    }

    @Property(tries = 200)
    void equalFieldsAndOnlyTheyGiveEqualKeys(
            @ForAll @Size(2) List<@AlphaChars @StringLength(max = 2) String> names,
            @ForAll @Size(2) List<@Size(max = 2) List<@AlphaChars @StringLength(max = 2) String>> values,
            @ForAll @Size(2) List<@AlphaChars @StringLength(max = 2) String> otherNames,
            @ForAll @Size(2) List<@Size(max = 2) List<@AlphaChars @StringLength(max = 2) String>> otherValues) {
        boolean same = names.equals(otherNames) && values.equals(otherValues);
        assertThat(key(names, values).equals(key(otherNames, otherValues))).isEqualTo(same);
        assertThat(key(names, values)).isEqualTo(key(List.copyOf(names), List.copyOf(values)));
    }

    @Property
    void movingACharacterOverABorderChangesTheKey(@ForAll @StringLength(min = 1, max = 6) @AlphaChars String text) {
        CacheKey whole =
                KeyHasher.of("test/1").text("a", text).text("b", "").finish().key();
        CacheKey moved =
                KeyHasher.of("test/1").text("a", "").text("b", text).finish().key();
        assertThat(whole).isNotEqualTo(moved);
    }

    @Property
    void theOrderInWhichAMapWasFilledDoesNotMatter(
            @ForAll @Size(max = 12)
                    Map<@AlphaChars @StringLength(max = 8) String, @AlphaChars @StringLength(max = 8) String> map) {
        TreeMap<String, String> forwards = new TreeMap<>(map);
        TreeMap<String, String> backwards = new TreeMap<>();
        forwards.descendingMap().forEach(backwards::put);
        assertThat(KeyHasher.of("test/1").map("m", forwards).finish())
                .isEqualTo(KeyHasher.of("test/1").map("m", backwards).finish());
    }

    @Property
    void wordsCanBeToldApart(
            @ForAll @Size(2) List<@StringLength(max = 5) String> words,
            @ForAll @Size(2) List<@StringLength(max = 5) String> others) {
        boolean sameText = Words.join(words.toArray()).equals(Words.join(others.toArray()));
        assertThat(sameText).isEqualTo(words.equals(others));
    }
}
