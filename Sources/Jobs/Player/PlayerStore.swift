import Archive
import Catalogue
import Platform

extension Call {
    /// A database that is damaged is put aside: a player has to go on by itself.
    func playerStore(_ shelf: BlobShelf) throws(JobError) -> LomuzStore {
        let path = folders.lomuz
        do throws(CatalogueError) {
            return try LomuzStore(making: path)
        } catch {
            guard case .damaged = error, !isDry else { throw .catalogue(error) }
            log.warning("lomuz.db was damaged and put aside", ["reason": "\(error)"])
            try onDisk { () throws(SystemError) in
                for suffix in ["", "-wal", "-shm"] where Files.exists(path + suffix) {
                    try Disk.system.rename(path + suffix, path + ".damaged" + suffix)
                }
                try Disk.system.syncFolder(folders.root)
            }
            CrashPoint.pass(.databaseAside)
            let store = try inCatalogue { () throws(CatalogueError) in try LomuzStore(making: path) }
            try shelf.reconcile(store) { !stop.isSet }
            return store
        }
    }
}
