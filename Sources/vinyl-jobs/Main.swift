import Jobs
import Platform

@main
enum Main {
    static func main() {
        Signals.hold()
        exit(Program().run(CommandLine.arguments.dropFirst()))
    }
}
