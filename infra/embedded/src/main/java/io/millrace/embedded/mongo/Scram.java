package io.millrace.embedded.mongo;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.SecureRandom;
import java.util.Base64;

/** The server's side of one SCRAM-SHA-256 conversation (RFC 5802): two messages of the client, two answers. */
final class Scram {
    static final String MECHANISM = "SCRAM-SHA-256";

    private static final String NO_CHANNEL_BINDING = "n,,";
    private static final int NONCE_BYTES = 18;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Account account;
    private final String clientFirst;
    private final String nonce;

    private Scram(Account account, String clientFirst, String nonce) {
        this.account = account;
        this.clientFirst = clientFirst;
        this.nonce = nonce;
    }

    /** @throws Refusal when the message is malformed or of somebody unknown */
    static Scram begin(Accounts accounts, String database, String message) {
        if (!message.startsWith(NO_CHANNEL_BINDING)) {
            throw Refusal.authenticationFailed();
        }
        String bare = message.substring(NO_CHANNEL_BINDING.length());
        String name = field(bare, 'n').replace("=2C", ",").replace("=3D", "=");
        Account account = accounts.find(database, name);
        if (account == null) {
            throw Refusal.authenticationFailed();
        }
        byte[] random = new byte[NONCE_BYTES];
        RANDOM.nextBytes(random);
        return new Scram(account, bare, field(bare, 'r') + Base64.getEncoder().encodeToString(random));
    }

    Account account() {
        return account;
    }

    String challenge() {
        return "r=" + nonce + "," + account.keys().parameters();
    }

    /**
     * The server's own proof, when the client's is right.
     *
     * @throws Refusal when it is not
     */
    String conclude(String message) {
        int end = message.lastIndexOf(",p=");
        if (end < 0
                || !field(message, 'r').equals(nonce)
                || !field(message, 'c').equals(encoded(NO_CHANNEL_BINDING))) {
            throw Refusal.authenticationFailed();
        }
        String exchange = clientFirst + "," + challenge() + "," + message.substring(0, end);
        if (!account.keys().prove(proof(message), exchange)) {
            throw Refusal.authenticationFailed();
        }
        return "v=" + account.keys().signature(exchange);
    }

    private static byte[] proof(String message) {
        try {
            return Base64.getDecoder().decode(field(message, 'p'));
        } catch (IllegalArgumentException e) {
            throw Refusal.authenticationFailed();
        }
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(US_ASCII));
    }

    private static String field(String message, char name) {
        for (String field : message.split(",", -1)) {
            if (field.startsWith(name + "=")) {
                return field.substring(2);
            }
        }
        throw Refusal.authenticationFailed();
    }
}
