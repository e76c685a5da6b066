package io.millrace.runtime.log;

import ch.qos.logback.core.PropertyDefinerBase;
import io.millrace.runtime.Settings;

/** How severe a log line must be to be written. */
public enum LogLevel {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR;

    private static final String NAME = "MILLRACE_LOG_LEVEL";

    /** Reads {@code MILLRACE_LOG_LEVEL}. */
    public static LogLevel read(Settings settings) {
        return settings.choice(NAME, INFO, "least severe log level written");
    }

    /**
     * Tells {@code logback.xml}, which is read before any settings are; a wrong value will be complained of. A program may choose
     * for itself by a system property of the same name.
     */
    public static final class Chosen extends PropertyDefinerBase {

        @Override
        public String getPropertyValue() {
            return System.getProperty(NAME, read(Settings.of(System.getenv())).name());
        }
    }
}
