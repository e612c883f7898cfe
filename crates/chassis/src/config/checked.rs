use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::allowed::parse_origin;
use super::{ConfigError, OnOff, PublicUrl, Secret, Settings, TrustedProxies};

/// Settings that were looked through: what is wrong was refused, what is open was resolved. Cheap to clone.
#[derive(Clone)]
pub struct Checked(Arc<Parts>);

struct Parts {
    settings: Settings,
    public_url: PublicUrl,
    allowed_origins: Vec<String>,
    trusted_proxies: TrustedProxies,
    node: String,
}

impl Settings {
    /// Refuses, with one sentence, what would be unsafe or makes no sense. Touches no file.
    pub fn check(self) -> Result<Checked, ConfigError> {
        if self.demo && self.jwks.is_some() {
            return Err(ConfigError::DemoWithJwks);
        }
        if self.demo && !self.listen.ip().is_loopback() {
            return Err(ConfigError::DemoNotLoopback {
                listen: self.listen,
            });
        }
        let public_url = match &self.public_url {
            Some(url) => PublicUrl::parse(url)?,
            None => PublicUrl::of_listen(self.listen)?,
        };
        let allowed_origins = if self.allowed_origins.is_empty() {
            vec![public_url.origin()]
        } else {
            self.allowed_origins
                .iter()
                .map(|origin| parse_origin(origin))
                .collect::<Result<_, _>>()?
        };
        let trusted_proxies = TrustedProxies::parse(&self.trusted_proxies)?;
        let node = match &self.node {
            Some(name) if is_node_name(name) => name.clone(),
            Some(name) => return Err(ConfigError::NodeName { name: name.clone() }),
            None => uuid::Uuid::new_v4()
                .simple()
                .to_string()
                .chars()
                .take(8)
                .collect(),
        };
        Ok(Checked(Arc::new(Parts {
            settings: self,
            public_url,
            allowed_origins,
            trusted_proxies,
            node,
        })))
    }
}

impl Checked {
    /// The settings as they were given.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Address of the public interface.
    pub fn listen(&self) -> SocketAddr {
        self.0.settings.listen
    }

    /// The address browsers use.
    pub fn public_url(&self) -> &PublicUrl {
        &self.0.public_url
    }

    /// Name of the session cookie.
    pub fn cookie_name(&self) -> String {
        self.0.public_url.cookie_name()
    }

    /// Whether pages of this origin may call us.
    pub fn allows_origin(&self, origin: &str) -> bool {
        self.0
            .allowed_origins
            .iter()
            .any(|allowed| allowed == origin)
    }

    /// The proxies whose forwarded addresses are believed.
    pub fn trusted_proxies(&self) -> &TrustedProxies {
        &self.0.trusted_proxies
    }

    /// Whether rates are limited.
    pub fn has_rate_limits(&self) -> bool {
        self.0.settings.rate_limits == OnOff::On
    }

    /// Whether demo people may be chosen.
    pub fn is_demo(&self) -> bool {
        self.0.settings.demo
    }

    /// Name of this node.
    pub fn node(&self) -> &str {
        &self.0.node
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.0.settings.data
    }

    /// The same settings with another data folder, where Postgres had to move it.
    #[must_use]
    pub fn with_data(&self, data: &Path) -> Self {
        let mut settings = self.0.settings.clone();
        settings.data = data.to_owned();
        Self(Arc::new(Parts {
            settings,
            public_url: self.0.public_url.clone(),
            allowed_origins: self.0.allowed_origins.clone(),
            trusted_proxies: self.0.trusted_proxies.clone(),
            node: self.0.node.clone(),
        }))
    }

    /// The key that signs development tokens.
    pub fn development_key_path(&self) -> PathBuf {
        self.data().join("development-key.pem")
    }

    /// The key that signs checkpoints.
    pub fn signing_key_path(&self) -> PathBuf {
        self.0
            .settings
            .signing_key
            .clone()
            .unwrap_or_else(|| self.data().join("signing-key.pem"))
    }

    /// Where the secret is kept.
    pub fn secret_path(&self) -> PathBuf {
        self.0
            .settings
            .secret_file
            .clone()
            .unwrap_or_else(|| self.data().join("secret"))
    }

    /// Reads the secret, or makes it.
    pub fn secret(&self) -> Result<Secret, ConfigError> {
        Secret::load_or_make(&self.secret_path())
    }

    /// How Kafka is spoken to. What is wrong is not repeated whole: it may hold a password.
    pub fn kafka_properties(&self) -> Result<Vec<(String, String)>, ConfigError> {
        let properties = self.0.settings.kafka_properties.iter().map(|property| {
            let (name, value) =
                property
                    .split_once('=')
                    .ok_or_else(|| ConfigError::KafkaProperty {
                        property: property.chars().take(8).collect(),
                    })?;
            Ok((name.trim().to_owned(), value.trim().to_owned()))
        });
        properties.collect()
    }

    /// Where files go.
    pub fn files_url(&self) -> String {
        match &self.0.settings.files_url {
            Some(url) => url.clone(),
            None => format!("file:{}", self.data().join("files").display()),
        }
    }
}

/// The name begins every `sid`, which gateways route by, so it has to be plain.
fn is_node_name(name: &str) -> bool {
    (1..=32).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
