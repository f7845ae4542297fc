/// Of both programs, which are always built and shipped together.
package let vinylVersion = "0.1.0"
