/** How fast recorded time can pass when a session is played step by step. */
export const slowest = 0.25;
export const fastest = 64;

/** Longer silences are cut to this unless asked otherwise, in recorded ms. */
export const usualIdleLimitMs = 3000;
