package io.millrace.messaging;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Method;
import com.rabbitmq.client.PossibleAuthenticationFailureException;
import com.rabbitmq.client.ShutdownSignalException;

/** Why something failed, in one line: what the broker said if it said something, else the innermost cause. */
final class Reason {

    private Reason() {}

    static String of(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && cause.getCause() != cause) {
            if (cause instanceof PossibleAuthenticationFailureException) {
                return "login refused, or the connection lost during it";
            }
            cause = cause.getCause();
        }
        if (cause instanceof ShutdownSignalException signal) {
            return of(signal);
        }
        String message = cause.getMessage();
        return cause.getClass().getSimpleName() + (message == null ? "" : ": " + message);
    }

    private static String of(ShutdownSignalException signal) {
        Method method = signal.getReason();
        if (method instanceof AMQP.Channel.Close close) {
            return close.getReplyText();
        }
        if (method instanceof AMQP.Connection.Close close) {
            return close.getReplyText();
        }
        return String.valueOf(signal.getMessage());
    }
}
