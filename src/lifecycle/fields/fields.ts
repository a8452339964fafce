/** Readers of unchecked fields of objects. */
export { at, countAt, itemsAt, numberAt, textAt, textsAt, timeAt } from "../../model/fields.js";
