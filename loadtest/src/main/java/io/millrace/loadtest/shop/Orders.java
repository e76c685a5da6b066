package io.millrace.loadtest.shop;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Orders by customer: an id and a number for each. Thread-safe. */
final class Orders {

    private final Ids ids = new Ids();
    private int[] customers = new int[256];

    synchronized void add(String id, int customer) {
        int place = ids.add(id);
        if (place == customers.length) {
            customers = Arrays.copyOf(customers, 2 * customers.length);
        }
        customers[place] = customer;
    }

    int size() {
        return ids.size();
    }

    /** Which orders each of so many customers has: a picture of this moment. */
    synchronized ByCustomer byCustomer(int count) {
        int[] first = new int[count + 1];
        for (int i = 0; i < size(); i++) {
            first[customers[i] + 1]++;
        }
        for (int customer = 0; customer < count; customer++) {
            first[customer + 1] += first[customer];
        }
        int[] next = first.clone();
        int[] places = new int[size()];
        for (int i = 0; i < size(); i++) {
            places[next[customers[i]]++] = i;
        }
        return customer -> {
            Set<UUID> own = new HashSet<>();
            for (int i = first[customer]; i < first[customer + 1]; i++) {
                own.add(ids.get(places[i]));
            }
            return own;
        };
    }

    /** The orders of a customer. */
    interface ByCustomer {

        Set<UUID> of(int customer);
    }
}
