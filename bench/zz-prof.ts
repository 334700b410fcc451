import { Laboratory, settingsIn } from "./laboratory";
void (async () => {
  const lab = await Laboratory.open({ NODE_OPTIONS: "--cpu-prof --cpu-prof-dir=/tmp/prof" });
  try { const dev = await lab.stack("dev", "index.ts", settingsIn("dev")); await dev.preview(); } finally { lab.close(); }
})();
