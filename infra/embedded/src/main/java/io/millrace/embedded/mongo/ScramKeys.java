package io.millrace.embedded.mongo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/** What a server keeps of a password: enough to check that a client knows it (RFC 5802 with SHA-256, RFC 7677). */
final class ScramKeys {
    /** The least that clients accept: made for one machine, where a login should cost next to nothing. */
    private static final int ITERATIONS = 4096;

    private static final int SALT_BYTES = 28;
    private static final int KEY_BITS = 256;
    private static final String HMAC = "HmacSHA256";
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] salt;
    private final byte[] storedKey;
    private final byte[] serverKey;

    private ScramKeys(byte[] salt, byte[] storedKey, byte[] serverKey) {
        this.salt = salt;
        this.storedKey = storedKey;
        this.serverKey = serverKey;
    }

    /**
     * Takes some milliseconds.
     *
     * @throws IllegalArgumentException for a password beyond printable ASCII, which clients would have to normalise first
     */
    static ScramKeys of(String password) {
        if (!password.matches("[ -~]+")) {
            throw new IllegalArgumentException("a password must be of printable ASCII characters");
        }
        byte[] salt = new byte[SALT_BYTES];
        RANDOM.nextBytes(salt);
        byte[] salted = salted(password, salt);
        return new ScramKeys(salt, digest(mac(salted, "Client Key")), mac(salted, "Server Key"));
    }

    /** Salt and iterations, as the client has to apply them to the password. */
    String parameters() {
        return "s=" + Base64.getEncoder().encodeToString(salt) + ",i=" + ITERATIONS;
    }

    /** Whether the proof, which is the client's key masked by its signature of the exchange, comes from the password. */
    boolean prove(byte[] proof, String exchange) {
        byte[] key = mac(storedKey, exchange);
        if (proof.length != key.length) {
            return false;
        }
        for (int i = 0; i < key.length; i++) {
            key[i] ^= proof[i];
        }
        return MessageDigest.isEqual(digest(key), storedKey);
    }

    /** By which the client knows that the server knows the password, too. */
    String signature(String exchange) {
        return Base64.getEncoder().encodeToString(mac(serverKey, exchange));
    }

    private static byte[] salted(String password, byte[] salt) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2With" + HMAC)
                    .generateSecret(new PBEKeySpec(password.toCharArray(), salt, ITERATIONS, KEY_BITS))
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] digest(byte[] key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
