import Platform

@c(LLVMFuzzerTestOneInput)
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Int32 {
    let text = String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    do throws(SettingsError) {
        let settings = try Settings(parsing: text, from: "fuzz")
        for setting in Setting.all { precondition(setting.accepts(settings.text(setting))) }
    } catch {
        precondition(!error.description.isEmpty)
    }
    return 0
}
