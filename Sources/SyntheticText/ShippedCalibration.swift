extension SyntheticCalibration {
    /// The calibration that comes with the program.
    public static let shipped = SyntheticCalibration.empty
}
