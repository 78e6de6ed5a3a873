/** The version of this Wayleave, as its parts say it of themselves. */

/** As in package.json. */
export const VERSION = "0.1.0";
