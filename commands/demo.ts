/**
 * The platform on one machine for people: `npm run demo`. Real Kafka, Collectors and Prometheus, and Loki, Tempo and
 * Grafana where they are in BACKENDS_DIR or on PATH. DEMO_SECONDS is how long traffic runs before requests are shown
 * (default 60). Ends with Ctrl-C (or SIGTERM), and takes along every process and directory that it made.
 */
import { demo } from "../demo/demo";
import { runCommand, saying } from "./command";

const usage = "usage: [BACKENDS_DIR=<directory>] [DEMO_SECONDS=<seconds of traffic, 60>] npm run demo";

runCommand("demo", async (args) => {
  const seconds = Number(process.env.DEMO_SECONDS || 60);
  if (args.length > 0 || !Number.isInteger(seconds) || seconds < 0) throw new Error(usage);
  try {
    return await demo(seconds);
  } catch (error) {
    console.error(`demo: ${saying(error)}`);
    process.exit(1); // what it has started would keep this process
  }
});
