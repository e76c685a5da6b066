package io.millrace.runtime.log;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.PropertyDefinerBase;
import io.millrace.runtime.Settings;
import java.util.Locale;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** What log lines are: for people at a terminal, or for what collects the lines of containers. */
public enum LogFormat {
    TEXT,
    JSON;

    /** Reads {@code MILLRACE_LOG_FORMAT}. */
    public static LogFormat read(Settings settings) {
        return settings.choice(
                "MILLRACE_LOG_FORMAT", TEXT, "log lines: text to be read, or a JSON object each, in UTC");
    }

    /** Tells {@code logback.xml}, which is read before any settings are; a wrong value will be complained of in text. */
    public static final class Chosen extends PropertyDefinerBase {

        @Override
        public String getPropertyValue() {
            return read(Settings.of(System.getenv())).name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Makes every line say whose it is, and all that is logged a line of ours, whatever way a library logs. To be called before
     * anything is logged; a process has one name.
     */
    public static void begin(String service) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            logback.setName(service);
        }
    }
}
