import CLinux
import Glibc

/// What a thread that must never be late asks of the kernel. Each answers the reason when the kernel refuses.
package enum RealTime {
    package static func takePriority(_ priority: Int32 = 20) -> SystemError? {
        var parameter = sched_param()
        parameter.sched_priority = priority
        let code = pthread_setschedparam(pthread_self(), SCHED_FIFO, &parameter)
        return code == 0 ? nil : SystemError(code, doing: "take real-time priority \(priority)")
    }

    package static func lockStack() -> SystemError? {
        let code = linux_lock_stack_of_this_thread()
        return code == 0 ? nil : SystemError(code, doing: "lock the capture thread's stack in memory")
    }
}
