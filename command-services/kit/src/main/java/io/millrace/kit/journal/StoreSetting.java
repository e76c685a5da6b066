package io.millrace.kit.journal;

import io.millrace.runtime.Settings;
import java.util.List;

/** The {@code MILLRACE_*} variable that says where a kind of store is. */
public record StoreSetting(String name, String meaning, List<String> schemes) {

    public StoreSetting {
        schemes = List.copyOf(schemes);
    }

    /** Reads the store's address. */
    public String read(Settings settings) {
        return settings.requiredUri(name, meaning, schemes.toArray(String[]::new))
                .toString();
    }
}
