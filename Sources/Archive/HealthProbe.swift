/// How `vinyl-jobs health` listens for a moment: from this machine, with this header, it is neither counted nor told of.
package enum HealthProbe {
    package static let header = "X-Vinyl-Health"
}
