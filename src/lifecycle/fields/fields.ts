/** Readers of fields of objects that nobody has checked; shared by all rooms that look into objects. */
export { at, countAt, itemsAt, numberAt, textAt, textsAt, timeAt } from "../../model/fields.js";
