// `npm run lesson-schema`: writes docs/lesson.schema.json from the schema that lessons are read with. test/lesson/read/lesson-json-schema.test.ts fails where it is stale.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { root, withModule } from "./with-module.mjs";

await withModule("src/lesson/read/lesson-json-schema.ts", ({ lessonSchemaText }) =>
  writeFileSync(join(root, "docs", "lesson.schema.json"), lessonSchemaText()),
);
