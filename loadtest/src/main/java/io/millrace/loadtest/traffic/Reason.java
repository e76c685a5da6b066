package io.millrace.loadtest.traffic;

import io.millrace.loadtest.traffic.Statistics.End;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/** Why a request failed, in words few enough to count by. */
final class Reason {

    /** None within the time that a request may take. */
    static final String NO_ANSWER = "no answer in time";

    private static final int LONGEST = 80;

    private Reason() {}

    static String of(End end, JsonObject problem) {
        if (end.status() != 0) {
            String type = problem.getString("type", "");
            return (end.status() + " " + type.substring(type.lastIndexOf(':') + 1)).strip();
        }
        String said = end.reason().toLowerCase(Locale.ROOT);
        if (said.contains("connecttimeout") || said.contains("connection timed out")) {
            return "no connection in time";
        } else if (said.contains("timeout")) {
            return NO_ANSWER;
        } else if (said.contains("refused")) {
            return "connection refused";
        } else if (said.contains("premature")
                || said.contains("reset")
                || said.contains("broken pipe")
                || said.contains("closed")) {
            return "connection lost";
        }
        return end.reason().substring(0, Math.min(LONGEST, end.reason().length()));
    }
}
