package io.millrace.messaging;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which messages of one channel are done with, and how to say so in few words. Pure; not thread-safe. */
final class Acknowledgements {
    private final TreeMap<Long, Boolean> doneByTag = new TreeMap<>();

    /** @param multiple whether it stands for all earlier tags, too */
    record Acknowledgement(long tag, boolean multiple) {}

    void received(long tag) {
        doneByTag.put(tag, false);
    }

    void done(long tag) {
        doneByTag.replace(tag, true);
    }

    /** What to tell the broker now; each message is told about once. */
    List<Acknowledgement> due() {
        List<Acknowledgement> due = new ArrayList<>();
        boolean first = true;
        Iterator<Map.Entry<Long, Boolean>> all = doneByTag.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Long, Boolean> next = all.next();
            if (!next.getValue()) {
                first = false;
                continue;
            }
            if (first) {
                due.clear();
            }
            due.add(new Acknowledgement(next.getKey(), first));
            all.remove();
        }
        return due;
    }
}
