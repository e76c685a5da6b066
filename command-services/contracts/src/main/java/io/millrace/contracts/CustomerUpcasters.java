package io.millrace.contracts;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** How former versions of the customers service's events are read. */
final class CustomerUpcasters {

    private CustomerUpcasters() {}

    /**
     * Version 1 of {@code CustomerRegistered} had one {@code name}. Its last word becomes the last name, all before it the
     * first name; who goes by one word has an empty last name. Put together again they are the name that was written, but
     * for white space around it and between the two.
     */
    static ObjectNode splitName(ObjectNode registered) {
        String name = Upcaster.take(registered, "name").strip();
        int lastWord = name.length();
        while (lastWord > 0 && !Character.isWhitespace(name.charAt(lastWord - 1))) {
            lastWord--;
        }
        return lastWord == 0
                ? registered.put("firstName", name).put("lastName", "")
                : registered
                        .put("firstName", name.substring(0, lastWord).strip())
                        .put("lastName", name.substring(lastWord));
    }
}
