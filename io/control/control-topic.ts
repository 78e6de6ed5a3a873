/** The topic of the control log: one partition, whose offset is what `asOf` means. */
export const CONTROL_TOPIC = "wayleave.control.v1";
