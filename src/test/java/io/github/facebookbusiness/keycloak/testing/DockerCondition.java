package io.github.facebookbusiness.keycloak.testing;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.PullImageResultCallback;
import com.github.dockerjava.api.exception.DockerClientException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.exception.NotFoundException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.ContainerFetchException;

/**
 * Whether a container engine answers and has Keycloak's image, or can get it. It is pulled here, because Testcontainers
 * tries for two minutes also where there is no way to a registry.
 */
final class DockerCondition implements ExecutionCondition {

    private static final long MINUTES_FOR_THE_IMAGE = 10;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        Optional<String> missing = missing();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("A container engine answers.");
        }
        // Failsafe keeps the reason of a skip in its report, and shows a number only.
        System.out.println(context.getDisplayName() + " does not run: " + missing.get());
        return Required.skippedUnlessRequired("docker", missing.get());
    }

    private static Optional<String> missing() {
        try {
            DockerClient engine = DockerClientFactory.instance().client();
            if (!has(engine, ContainerPair.IMAGE)) {
                engine.pullImageCmd(ContainerPair.IMAGE)
                        .exec(new PullImageResultCallback())
                        .awaitCompletion(MINUTES_FOR_THE_IMAGE, TimeUnit.MINUTES);
            }
            return Optional.empty();
        } catch (IllegalStateException none) {
            return Optional.of("no container engine answers: " + none.getMessage());
        } catch (ContainerFetchException | DockerClientException | DockerException refused) {
            return Optional.of("the container engine has not got an image that is needed, " + ContainerPair.IMAGE
                    + " or Testcontainers' own: " + refused.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of("somebody interrupted the pull of " + ContainerPair.IMAGE + ".");
        }
    }

    private static boolean has(DockerClient engine, String image) {
        try {
            engine.inspectImageCmd(image).exec();
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }
}
