import Glibc

/// How much more of the processor everything takes under the sanitizer that `make sanitize` has built in.
package let sanitizerFactor = getenv("VINYL_SANITIZED") == nil ? 1.0 : 10.0
