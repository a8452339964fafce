/** How a session of the database is named by its place, for the help of commands. */
export const latestWords = '"@latest" (the newest; "@latest~1" is the one before it)';
