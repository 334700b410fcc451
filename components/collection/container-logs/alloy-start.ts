// What Alloy's containers run before Alloy itself, or around it.
//
// Of container logs: the place of each file is put right that kubelet rotated meanwhile. Alloy (1.18.1, loki.source.file)
// knows a file by its name. One that is smaller than the place of the former file it reads from its end, one that has
// grown past it from there: what was written first is never read. With place 0 it is. Here and not in an init container,
// which does not run where the container alone is started anew.

/** @param places Alloy's file of places. @param files Pattern of the container logs. */
export function readsAnew(places: string, files: string): string {
  return `if saved=$(stat -c %Y ${places} 2>/dev/null); then
  stat -c '%n %s %W' ${files} 2>/dev/null | awk -v saved="$saved" '
    of == "files" { size[$1] = $2; born[$1] = $3; next }
    $2 == "path:" { path = $3 }
    /^ *: "[0-9]+"$/ {
      place = $2; gsub(/"/, "", place)
      if (path in size && (place + 0 > size[path] + 0 || born[path] + 0 > saved + 0)) sub(/"[0-9]+"/, "\\"0\\"")
    }
    { print }' of=files - of=places ${places} > ${places}.new && mv ${places}.new ${places}
fi`;
}

/** A shell's, which becomes Alloy: the chart's arguments come behind it. */
export const alloyCommand = (places: string, files: string): string[] => [
  "/bin/bash",
  "-c",
  `${readsAnew(places, files)}\nexec /bin/alloy "$@"`,
  "alloy",
];

/** Alloy's word (1.18.1, kubernetes_events) of a reader of events that has ended. */
const ended = "event watcher exited with error";

/**
 * As its reader of events starts, Alloy asks the API server what there is, once. Without an answer that reader ends with
 * a line in the log, while Alloy stays healthy and reads no event more. So its container ends then, as by a stop, and
 * kubelet starts it anew. The shell hands on a stop of kubelet's, and all of Alloy's log.
 */
export const eventsCommand = [
  "/bin/bash",
  "-c",
  `exec 3> >(while IFS= read -r line; do
  printf '%s\\n' "$line" >&2
  [[ $line != *"${ended}"* ]] || kill $$
done)
log=$!
trap 'kill $! 2>/dev/null' TERM
/bin/alloy "$@" 2>&3 &
alloy=$!
exec 3>&-
wait $alloy; code=$?
# A stop ends the first wait at once.
while kill -0 $alloy 2>/dev/null; do wait $alloy; done
wait $log
exit $code`,
  "alloy",
];
