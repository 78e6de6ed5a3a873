/** What an error code of ClickHouse says about an insert: the rows are at fault, or the moment. */

/**
 * Codes by which ClickHouse refuses the rows themselves: they will be refused again. All others may pass: a server that
 * is away, full, out of memory, without its tables or with a wrong key must not turn good events into dead letters.
 */
const OF_THE_ROWS: Readonly<Record<number, string>> = {
  6: "CANNOT_PARSE_TEXT",
  26: "CANNOT_PARSE_QUOTED_STRING",
  27: "CANNOT_PARSE_INPUT_ASSERTION_FAILED",
  33: "CANNOT_READ_ALL_DATA",
  38: "CANNOT_PARSE_DATE",
  41: "CANNOT_PARSE_DATETIME",
  53: "TYPE_MISMATCH",
  69: "ARGUMENT_OUT_OF_BOUND",
  70: "CANNOT_CONVERT_TYPE",
  72: "CANNOT_PARSE_NUMBER",
  117: "INCORRECT_DATA",
  128: "TOO_LARGE_ARRAY_SIZE",
  131: "TOO_LARGE_STRING_SIZE",
  321: "VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE",
  349: "CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN",
  376: "CANNOT_PARSE_UUID",
  407: "DECIMAL_OVERFLOW",
  469: "VIOLATED_CONSTRAINT",
};

export const isOfTheRows = (code: number): boolean => code in OF_THE_ROWS;
