extension Command {
    static let completion = Command(
        "completion", summary: "prints what makes a shell complete our words",
        arguments: [Argument("SHELL", .oneOf(["bash", "zsh", "fish"]))],
        examples: [
            .init(
                "vinyl-jobs completion bash > /etc/bash_completion.d/vinyl-jobs", "for everyone who uses bash"
            ),
            .init("source <(vinyl-jobs completion zsh)", "in this zsh only"),
            .init("vinyl-jobs completion fish > ~/.config/fish/completions/vinyl-jobs.fish", "for fish"),
        ],
        deed: .tell { invocation, table in
            switch invocation.arguments.first {
            case "zsh": return ZshCompletion(table).script
            case "fish": return FishCompletion(table).script
            default: return BashCompletion(table).script
            }
        })
}
