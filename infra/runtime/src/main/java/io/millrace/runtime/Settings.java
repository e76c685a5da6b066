package io.millrace.runtime;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Typed reads of {@code MILLRACE_*} variables. Reading declares: name, default and meaning of what was read make the
 * service's table. No read fails; problems are collected and {@link #check()} throws them all at once, so a read of
 * something missing or wrong returns a placeholder that must not be used before the check.
 *
 * <p>{@code NAME_FILE} may hold the path of a file with the value of {@code NAME}. Not thread-safe.
 */
public final class Settings {

    private static final String PREFIX = "MILLRACE_";
    private static final String FILE = "_FILE";
    private static final Pattern SEVERAL_HOSTS = Pattern.compile("([^@]*@)?[^@,:]+(:\\d{1,5})?(,[^@,:]+(:\\d{1,5})?)+");

    private final Map<String, String> given;
    private final Map<String, Setting> declared = new LinkedHashMap<>();
    private final List<String> problems = new ArrayList<>();

    private Settings(Map<String, String> given) {
        this.given = given;
    }

    /** Reads from these variables; those without the prefix are ignored. */
    public static Settings of(Map<String, String> environment) {
        Map<String, String> given = new TreeMap<>(environment);
        given.keySet().removeIf(name -> !name.startsWith(PREFIX));
        return new Settings(given);
    }

    /** A text that may be left out. */
    public String text(String name, String fallback, String meaning) {
        return declare(new Setting(name, "text", fallback, meaning)).orElse(fallback);
    }

    /** A text that must be given. */
    public String text(String name, String meaning) {
        return declare(new Setting(name, "text", null, meaning)).orElse("");
    }

    /** A text that must be given and is never shown. */
    public String secret(String name, String meaning) {
        return text(name, meaning);
    }

    /** A text that may be left out; neither the value nor the default is ever shown. */
    public String secret(String name, String fallback, String meaning) {
        return declare(new Setting(name, "secret", "(hidden)", meaning)).orElse(fallback);
    }

    /** A whole number within a range, both ends included. */
    public int integer(String name, int fallback, int least, int most, String meaning) {
        Setting setting = new Setting(name, "integer", Integer.toString(fallback), meaning);
        String right = "a whole number from " + least + " to " + most;
        return read(setting, fallback, right, text -> {
            int value = Integer.parseInt(text);
            return value < least || value > most ? null : value;
        });
    }

    /** A length of time such as {@code 250ms}, {@code 10s}, {@code 5m} or {@code 24h}, both ends included. */
    public Duration duration(String name, Duration fallback, Duration least, Duration most, String meaning) {
        Setting setting = new Setting(name, "duration", DurationText.format(fallback), meaning);
        String right = "a length of time (such as 250ms, 10s, 5m, 24h) from " + DurationText.format(least) + " to "
                + DurationText.format(most);
        return read(setting, fallback, right, text -> {
            Duration value = DurationText.parse(text);
            return value.compareTo(least) < 0 || value.compareTo(most) > 0 ? null : value;
        });
    }

    /** An address that may be left out, with one of these schemes. */
    public URI uri(String name, String fallback, String meaning, String... schemes) {
        return readUri(new Setting(name, "URI", fallback, meaning), URI.create(fallback), schemes);
    }

    /** An address that means something is switched off when it is left out, with one of these schemes. */
    public Optional<URI> optionalUri(String name, String meaning, String... schemes) {
        URI none = URI.create("");
        URI given = readUri(new Setting(name, "URI", "(none)", meaning), none, schemes);
        return given.equals(none) ? Optional.empty() : Optional.of(given);
    }

    /** A number from 0 to 1. */
    public double fraction(String name, double fallback, String meaning) {
        String standard = BigDecimal.valueOf(fallback).stripTrailingZeros().toPlainString();
        String right = "a number from 0 to 1";
        return read(new Setting(name, "number", standard, meaning), fallback, right, text -> {
            double value = Double.parseDouble(text);
            return value >= 0 && value <= 1 ? value : null;
        });
    }

    /** An address that must be given, with one of these schemes; {@code mongodb} may name several hosts. */
    public URI requiredUri(String name, String meaning, String... schemes) {
        return readUri(new Setting(name, "URI", null, meaning), URI.create(schemes[0] + "://missing"), schemes);
    }

    /** A file or folder; not checked for existence. */
    public Path path(String name, Path fallback, String meaning) {
        return read(new Setting(name, "path", fallback.toString(), meaning), fallback, "a path", Path::of);
    }

    /** One of an enum's values, in any case, {@code -} for {@code _}. */
    public <E extends Enum<E>> E choice(String name, E fallback, String meaning) {
        E[] all = fallback.getDeclaringClass().getEnumConstants();
        String right = "one of " + Arrays.stream(all).map(Settings::spelled).collect(Collectors.joining(", "));
        return read(
                new Setting(name, "choice", spelled(fallback), meaning + " (" + right + ")"),
                fallback,
                right,
                text -> Enum.valueOf(
                        fallback.getDeclaringClass(),
                        text.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    /** {@code true} or {@code false}. */
    public boolean flag(String name, boolean fallback, String meaning) {
        return read(new Setting(name, "flag", Boolean.toString(fallback), meaning), fallback, "true or false", text -> {
            if (text.equalsIgnoreCase("true")) {
                return true;
            }
            return text.equalsIgnoreCase("false") ? false : null;
        });
    }

    /** Texts separated by commas; blanks around them do not count, empty ones are dropped. */
    public List<String> list(String name, List<String> fallback, String meaning) {
        return read(
                new Setting(name, "list", String.join(",", fallback), meaning),
                fallback,
                "texts separated by commas",
                text -> Arrays.stream(text.split(",", -1))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .toList());
    }

    /** Records a problem found by the caller, such as two settings that exclude each other. */
    public void problem(String name, String message) {
        problems.add(name + ": " + message);
    }

    /** Throws {@link InvalidSettings} with everything that is wrong, unknown names included. */
    public void check() {
        List<String> all = new ArrayList<>(problems);
        given.keySet().stream().filter(name -> !known(name)).forEach(name -> all.add(unknown(name)));
        if (!all.isEmpty()) {
            throw new InvalidSettings(all);
        }
    }

    /** What was declared, in the order of the reads. */
    public List<Setting> declared() {
        return List.copyOf(declared.values());
    }

    /** Name, default and meaning of everything declared, one a line. */
    public String table() {
        return declared.values().stream().map(Setting::asLine).collect(Collectors.joining("\n"));
    }

    private URI readUri(Setting setting, URI fallback, String... schemes) {
        String right = "an address such as " + schemes[0] + "://host:port/name";
        return read(setting, fallback, right, text -> {
            URI uri = parseUri(text);
            return Arrays.asList(schemes).contains(uri.getScheme()) && namesHosts(uri) ? uri : null;
        });
    }

    /** In an address of MongoDB several may be named, which Java takes for the name of something without hosts. */
    private static boolean namesHosts(URI uri) {
        return uri.getHost() != null
                || (uri.getScheme().equals("mongodb")
                        && uri.getRawAuthority() != null
                        && SEVERAL_HOSTS.matcher(uri.getRawAuthority()).matches());
    }

    private static URI parseUri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** The parser answers null or throws IllegalArgumentException for a value that will not do. */
    private <T> T read(Setting setting, T fallback, String right, Function<String, @Nullable T> parser) {
        Optional<String> text = declare(setting);
        if (text.isEmpty()) {
            return fallback;
        }
        T value = parse(text.get(), parser);
        if (value != null) {
            return value;
        }
        // Addresses may carry a password.
        String was = setting.kind().equals("URI") ? "" : ", was \"" + text.get() + "\"";
        problem(setting.name(), "must be " + right + was);
        return fallback;
    }

    private static <T> @Nullable T parse(String text, Function<String, @Nullable T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException | ArithmeticException e) {
            return null;
        }
    }

    private Optional<String> declare(Setting setting) {
        declared.put(setting.name(), setting);
        Optional<String> value = value(setting.name());
        if (value.isEmpty() && setting.fallback() == null && !given.containsKey(setting.name() + FILE)) {
            problem(setting.name(), "is missing: " + setting.meaning());
        }
        return value;
    }

    private Optional<String> value(String name) {
        String direct = given.get(name);
        String file = given.get(name + FILE);
        if (direct != null && file != null) {
            problem(name, "is given twice, as " + name + " and as " + name + FILE);
        }
        if (direct != null || file == null) {
            return Optional.ofNullable(direct).map(String::strip).filter(text -> !text.isEmpty());
        }
        try {
            return Optional.of(Files.readString(Path.of(file)).strip());
        } catch (IOException | InvalidPathException e) {
            problem(name + FILE, "cannot be read: " + file);
            return Optional.empty();
        }
    }

    private boolean known(String name) {
        return declared.containsKey(name)
                || (name.endsWith(FILE) && declared.containsKey(name.substring(0, name.length() - FILE.length())));
    }

    private String unknown(String name) {
        return name + ": is not a known setting"
                + Spelling.nearest(name, declared.keySet())
                        .map(near -> "; did you mean " + near + "?")
                        .orElse("");
    }

    private static String spelled(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
