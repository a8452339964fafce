// The least that shows a watch on a terminal: reads it by node:http, splits lines and prints one line for each event, as it comes.
// node bench/bare-reader.mjs PORT
import { get } from "node:http";

const start = performance.now();
const name = /"name":"(web-\d{7})"/;
let rest = "";

get(`http://127.0.0.1:${process.argv[2]}/api/v1/namespaces/default/pods?watch=true&resourceVersion=0`, (response) => {
  response.setEncoding("utf8");
  response.on("data", (text) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines)
      process.stdout.write(`+${((performance.now() - start) / 1000).toFixed(3)}s  Pod/${name.exec(line)?.[1]}  changed\n`);
  });
});
