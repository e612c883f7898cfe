//! A wire to Postgres that can be cut at a chosen moment.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::Notify;

/// When the wire is cut, once: around the statement that carries [`Proxy::MARK`].
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cut {
    /// Postgres does not get it.
    Before,
    /// Postgres gets it, and nobody waits for the answer.
    While,
    /// Postgres has carried it out, and the answer is lost.
    After,
}

/// Stands before a database's socket.
pub(crate) struct Proxy {
    pub(crate) url: String,
    folder: PathBuf,
    wire: Arc<Wire>,
}

struct Wire {
    server: PathBuf,
    cut: Cut,
    is_cut: AtomicBool,
    has_cut: Notify,
}

impl Proxy {
    /// Text that stands in the statement at which the wire is cut.
    pub(crate) const MARK: &'static str = "cut the wire here";

    /// A proxy before the database of this URL.
    pub(crate) fn before(url: &str, cut: Cut) -> Self {
        let (address, server) = url.split_once("?host=").unwrap();
        let port = address.rsplit_once(':').unwrap().1;
        let port = port.split_once('/').unwrap().0;
        let socket = format!(".s.PGSQL.{port}");
        let folder = std::env::temp_dir().join(format!("p{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir(&folder).unwrap();
        let listener = UnixListener::bind(folder.join(&socket)).unwrap();
        let wire = Arc::new(Wire {
            server: PathBuf::from(server).join(&socket),
            cut,
            is_cut: AtomicBool::new(false),
            has_cut: Notify::new(),
        });
        let url = format!("{address}?host={}", folder.display());
        let carrying = Arc::clone(&wire);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = UnixStream::connect(&carrying.server).await.unwrap();
                tokio::spawn(carry(Arc::clone(&carrying), client, server));
            }
        });
        Self { url, folder, wire }
    }

    /// Resolves when the wire has been cut.
    pub(crate) async fn cut(&self) {
        self.wire.has_cut.notified().await;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Carries bytes both ways until an end closes or the wire is cut. What is cut loses both ends,
/// in whatever state Postgres is.
async fn carry(wire: Arc<Wire>, mut client: UnixStream, mut server: UnixStream) {
    let (mut asked, mut answered) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    let mut is_marked = false;
    loop {
        tokio::select! {
            read = client.read(&mut asked) => {
                let Ok(length @ 1..) = read else { return };
                let bytes = &asked[..length];
                is_marked = is_marked || (!wire.is_cut.load(Ordering::Acquire) && has_mark(bytes));
                if is_marked && matches!(wire.cut, Cut::Before) {
                    return cut(&wire);
                }
                server.write_all(bytes).await.unwrap();
                if is_marked && matches!(wire.cut, Cut::While) {
                    return cut(&wire);
                }
            }
            read = server.read(&mut answered) => {
                let Ok(length @ 1..) = read else { return };
                if is_marked {
                    return cut(&wire);
                }
                client.write_all(&answered[..length]).await.unwrap();
            }
        }
    }
}

fn cut(wire: &Wire) {
    wire.is_cut.store(true, Ordering::Release);
    wire.has_cut.notify_one();
}

fn has_mark(bytes: &[u8]) -> bool {
    let mark = Proxy::MARK.as_bytes();
    bytes.windows(mark.len()).any(|window| window == mark)
}
