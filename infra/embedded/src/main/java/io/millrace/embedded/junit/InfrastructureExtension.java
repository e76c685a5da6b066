package io.millrace.embedded.junit;

import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;

final class InfrastructureExtension implements ParameterResolver {
    private static final Map<Class<?>, Function<Infrastructure, Object>> PARAMETERS = Map.of(
            Infrastructure.class, infrastructure -> infrastructure,
            PostgresServer.class, Infrastructure::postgres,
            BrokerServer.class, Infrastructure::broker,
            MongoServer.class, Infrastructure::mongo);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return PARAMETERS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Function<Infrastructure, Object> server =
                PARAMETERS.get(parameter.getParameter().getType());
        if (server == null) {
            throw new ParameterResolutionException("no such server: " + parameter.getParameter());
        }
        return server.apply(Infrastructure.shared());
    }
}
