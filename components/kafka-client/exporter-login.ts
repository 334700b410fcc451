// How kafka_exporter comes by an AWS role from Pod Identity. Its SDK (1.9.0: aws-sdk-go-v2 of July 2023, older than Pod
// Identity) asks no other address than the pod's own and knows no file with the proof, so that it ended at its start. It runs
// a program for credentials, though: what its image has asks the agent, and says the answer in the words that it expects.
import type { HelmValues } from "../helm-values";

/** The one folder that a pod with a read-only root may write to without a volume, which the chart has none for. */
const folder = "/dev/shm";

const readToken = '"$AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"';

/** Prints credentials as an AWS SDK takes them from a program. The agent calls the session's token otherwise. */
export const credentialsScript = `wget -q -O - --header "Authorization: $(cat ${readToken})" "$AWS_CONTAINER_CREDENTIALS_FULL_URI" |
  sed 's/^{/{"Version":1,/; s/"Token":/"SessionToken":/'`;

/** @param to Where the two files are written. */
export const loginScript = (to: string) => `cat > ${to}/credentials <<'END'
${credentialsScript}
END
printf '[default]\\ncredential_process = /bin/sh ${to}/credentials\\n' > ${to}/config
export AWS_CONFIG_FILE=${to}/config
exec /bin/kafka_exporter "$@"`;

/** Value of the chart; the arguments are what it makes them. */
export const podIdentityCommand: HelmValues = { command: ["/bin/sh", "-ec", loginScript(folder), "kafka_exporter"] };
