package io.millrace.embedded.junit;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import io.millrace.embedded.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;
import org.testcontainers.containers.GenericContainer;

/** A container whose server can stop and start again on the same host port, its data kept. */
final class ServerContainer extends GenericContainer<ServerContainer> {
    private static final int STOP_LIMIT_SECONDS = 20;

    private final int hostPort;

    ServerContainer(String image, int port) {
        super(image);
        hostPort = Ports.free(image);
        withExposedPorts(port);
        withCreateContainerCmdModifier(create -> bind(create, port));
    }

    private void bind(CreateContainerCmd create, int port) {
        HostConfig host = create.getHostConfig() == null ? HostConfig.newHostConfig() : create.getHostConfig();
        create.withHostConfig(host.withPortBindings(
                new PortBinding(Binding.bindIpAndPort("127.0.0.1", hostPort), new ExposedPort(port))));
    }

    /** Host and port for clients outside. */
    String address() {
        return getHost() + ":" + hostPort;
    }

    /** Ends the server by a signal and waits until it is gone. Does nothing when it is. */
    void pause(String signal) {
        if (!isRunning()) {
            return;
        }
        getDockerClient().killContainerCmd(getContainerId()).withSignal(signal).exec();
        getDockerClient()
                .waitContainerCmd(getContainerId())
                .start()
                .awaitStatusCode(STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Starts the stopped server and waits until it is ready. Does nothing while it runs. */
    void resume() {
        if (isRunning()) {
            return;
        }
        getDockerClient().startContainerCmd(getContainerId()).exec();
        waitUntilContainerStarted();
    }

    /** Runs a shell command inside; its output. */
    String run(String command) {
        try {
            ExecResult result = execInContainer("sh", "-c", command);
            if (result.getExitCode() != 0) {
                throw new IllegalStateException(command + " failed: " + result);
            }
            return result.getStdout();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
