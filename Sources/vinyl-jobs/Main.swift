import Jobs
@main enum Main { static func main() {} }
