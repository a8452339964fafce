import type { PlantingPlace } from "../planting-place.js";
import { configPlaces } from "./config-places.js";
import { customPlaces } from "./custom-places.js";
import { podPlaces } from "./pod-places.js";
import { sessionPlaces } from "./session-places.js";
import { textPlaces } from "./text-places.js";

/** Every place of an object in which credentials are planted. */
export const objectPlaces: readonly PlantingPlace[] = [...podPlaces, ...configPlaces, ...customPlaces, ...textPlaces];

/** With those of a session that are in no object. */
export const allPlaces: readonly { readonly name: string; readonly isStructural: boolean }[] = [
  ...objectPlaces,
  ...Object.values(sessionPlaces),
];
