import CSQLite

/// What a column can hold.
package protocol Storable {
    /// Answers SQLite's code.
    func bind(to statement: OpaquePointer, at index: Int32) -> Int32
    static func read(_ statement: OpaquePointer, _ column: Int32) -> Self
}

/// One row of an answer, while it is there. What a column is read as, is what is asked for.
package struct Row: ~Copyable {
    let statement: OpaquePointer

    package subscript<Value: Storable>(column: Int) -> Value { Value.read(statement, Int32(column)) }

    /// Nil for NULL.
    package subscript<Value: Storable>(column: Int) -> Value? {
        let isNull = sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL
        return isNull ? nil : Value.read(statement, Int32(column))
    }
}

extension Int: Storable {
    package func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        sqlite3_bind_int64(statement, index, Int64(self))
    }
    package static func read(_ statement: OpaquePointer, _ column: Int32) -> Int {
        Int(sqlite3_column_int64(statement, column))
    }
}

extension Int64: Storable {
    package func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        sqlite3_bind_int64(statement, index, self)
    }
    package static func read(_ statement: OpaquePointer, _ column: Int32) -> Int64 {
        sqlite3_column_int64(statement, column)
    }
}

extension Bool: Storable {
    package func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        sqlite3_bind_int64(statement, index, self ? 1 : 0)
    }
    package static func read(_ statement: OpaquePointer, _ column: Int32) -> Bool {
        sqlite3_column_int64(statement, column) != 0
    }
}

extension Double: Storable {
    package func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        sqlite3_bind_double(statement, index, self)
    }
    package static func read(_ statement: OpaquePointer, _ column: Int32) -> Double {
        sqlite3_column_double(statement, column)
    }
}

extension String: Storable {
    package func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        csqlite_bind_text(statement, index, self, Int32(utf8.count))
    }
    package static func read(_ statement: OpaquePointer, _ column: Int32) -> String {
        guard let text = sqlite3_column_text(statement, column) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: text, count: count), as: UTF8.self)
    }
}

extension [UInt8]: Storable {
    package func bind(to statement: OpaquePointer, at index: Int32) -> Int32 {
        csqlite_bind_blob(statement, index, self, Int32(count))
    }
    package static func read(_ statement: OpaquePointer, _ column: Int32) -> [UInt8] {
        guard let bytes = sqlite3_column_blob(statement, column) else { return [] }
        let count = Int(sqlite3_column_bytes(statement, column))
        return Array(UnsafeRawBufferPointer(start: bytes, count: count))
    }
}
