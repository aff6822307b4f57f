/// The version of this build, as `--version`, the start line of the log and the artifact's name show it.
package let switchyardVersion = "0.1.0"
