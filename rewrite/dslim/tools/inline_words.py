"""What code in one line may say and leaves nothing behind: prints, imports, and what people write of package managers.

Whatever stands in these lists reads, prints, computes, or fetches and installs as the language's own package manager
does; it starts nothing that goes on running. Each name is followed by what it is given, which is looked at as well.
"""

from __future__ import annotations

from dslim.tools.calls import words

#: Functions of python by their whole names. https://docs.python.org/3/library/
PYTHON_CALLS = words(
    """print str int float bool bytes len repr sorted reversed list set dict tuple range min max sum any all abs
    round enumerate zip map filter next iter isinstance hasattr getattr type format open input ord chr hex bin vars
    dir help exit quit assert_ super hash id divmod pow slice frozenset sys.exit sys.stdout.write sys.stderr.write
    sys.stdin.read sys.stdin.readlines os.getenv os.environ.get os.getcwd os.listdir os.cpu_count os.uname
    os.makedirs os.mkdir os.path.join os.path.dirname os.path.basename os.path.exists os.path.abspath
    os.path.realpath os.path.isfile os.path.isdir os.path.expanduser os.path.normpath os.walk site.getsitepackages
    site.getusersitepackages get_python_lib get_python_inc get_config_var get_path get_paths get_config_vars
    platform.machine platform.system platform.python_version platform.platform python_version compileall.compile_dir
    compileall.compile_path py_compile.compile ensurepip.bootstrap json.load json.loads json.dump json.dumps re.sub
    re.search re.match re.findall re.split hashlib.sha256 hashlib.md5 hashlib.sha1 base64.b64encode base64.b64decode
    binascii.hexlify uuid.uuid4 secrets.token_hex secrets.token_urlsafe os.urandom random.choice datetime.now
    datetime.datetime.now time.time urlopen urlretrieve urllib.request.urlopen urllib.request.urlretrieve
    urllib.urlretrieve urllib.urlopen requests.get zipfile.ZipFile tarfile.open Path pathlib.Path
    importlib.import_module importlib.metadata.version find_spec importlib.util.find_spec version
    pkg_resources.get_distribution get_distribution shutil.which shutil.copy shutil.copyfile logging.basicConfig
    warnings.filterwarnings textwrap.dedent io.StringIO io.BytesIO string.Template yaml.safe_load toml.load
    tomllib.load configparser.ConfigParser passwd IPython.lib.passwd notebook.auth.passwd get_numpy_include
    np.get_include numpy.get_include pybind11.get_include torch.cuda.is_available tf.config.list_physical_devices
    cv2.getBuildInformation nltk.download spacy.load spacy.cli.download stanza.download gensim.downloader.load
    whisper.load_model torch.hub.load textblob.download_corpora SentenceTransformer pymystem3.Mystem Mystem
    hf_hub_download snapshot_download matplotlib.use matplotlib.get_cachedir font_manager._rebuild
    matplotlib.font_manager._rebuild easyocr.Reader"""
)
#: Methods of python's values, and those of libraries that fetch what they need.
PYTHON_METHODS = words(
    """join split rsplit splitlines strip lstrip rstrip format replace startswith endswith lower upper title encode
    decode read readline readlines write writelines close get items keys values append extend add update pop count
    index find group groups sub search match hexdigest digest isoformat strftime zfill ljust rjust capitalize exists
    is_file read_text write_text mkdir extractall extract namelist getvalue seek flush setdefault copy insert sort
    download from_pretrained load_model download_model info version parse"""
)
#: Of all other languages: words that stand anywhere outside of texts.
PERL_WORDS = words(
    """print printf say sprintf use no strict warnings require my our local if unless else elsif foreach for while
    until next last redo and or not xor eq ne lt gt le ge cmp x s y tr m q qq qw join split map grep sort reverse
    keys values each length substr index rindex lc uc lcfirst ucfirst chomp chop push pop shift unshift splice
    scalar defined undef exists delete exit die warn return crypt time localtime gmtime rand srand int hex oct ord
    chr pack unpack abs sqrt BEGIN END STDIN STDOUT STDERR ENV ARGV INC encode_base64 decode_base64 md5_hex sha1_hex
    sha256_hex wantarray ref install notest force CPAN Shell HandleConfig load edit commit conf o doit autoconfig
    prerequisites_policy follow g i VERSION version Config archname installsitelib installvendorlib privlib sitelib
    quotemeta glob eof"""
)
RUBY_WORDS = words(
    """puts print p printf require require_relative if unless else elsif end then do while until for in and or not
    nil true false exit return next break case when RUBY_VERSION RUBY_PLATFORM RUBY_ENGINE ENV ARGV ARGF STDIN
    STDOUT STDERR Gem Version new RbConfig CONFIG JSON parse pretty_generate generate YAML load_file load dump
    Digest MD5 SHA1 SHA256 hexdigest Base64 strict_encode64 encode64 SecureRandom hex base64 File read exist exists
    basename dirname join expand_path readlines write gsub sub match scan split strip chomp upcase downcase to_s
    to_i to_f to_a to_json size length first last map each select reject sort uniq include start_with end_with keys
    values fetch dig inspect format sprintf default_dir dir user_dir path bin platforms local Psych TOPLEVEL_BINDING
    ERB result Time now to_sym lambda OpenSSL OPENSSL_VERSION OPENSSL_LIBRARY_VERSION X509 DEFAULT_CERT_FILE OpenURI
    Net HTTP get URI open body i18n"""
)
NODE_WORDS = words(
    """console log error process version versions arch platform env exit stdout stderr write argv cwd execPath
    memoryUsage require const let var if else for of in return function true false null undefined new typeof async
    await try catch JSON parse stringify Object keys values entries assign fromEntries Array from isArray map filter
    forEach reduce find some every includes join split concat slice splice push pop shift sort reverse length
    replace replaceAll match test trim toString toLowerCase toUpperCase startsWith endsWith padStart indexOf
    substring substr charAt fs readFileSync writeFileSync existsSync readdirSync path resolve dirname basename
    extname sep os cpus totalmem EOL crypto randomBytes createHash update digest Buffer Math floor random max min
    round Date now toISOString String Number parseInt RegExp Promise then Error dependencies devDependencies
    peerDependencies engines name scripts config main node v8 modules napi openssl utf8 sha256 hex base64 import
    default fetch https http url URL"""
)
PHP_WORDS = words(
    """echo print printf sprintf var_dump print_r var_export exit die if else elseif foreach as return and or true
    false null isset empty array new function json_encode json_decode JSON_PRETTY_PRINT phpinfo phpversion
    php_sapi_name ini_get ini_set getenv file_get_contents file_put_contents file copy unlink file_exists readfile
    hash hash_file hash_algos sha1 sha1_file md5 md5_file trim rtrim ltrim explode implode str_replace preg_replace
    preg_match strpos substr strlen strtolower strtoupper count in_array array_keys array_map array_filter
    get_loaded_extensions extension_loaded class_exists function_exists method_exists defined version_compare
    error_reporting E_ALL PHP_VERSION PHP_EOL PHP_OS PHP_INT_SIZE PHP_MAJOR_VERSION PHP_MINOR_VERSION
    PHP_EXTENSION_DIR PHP_BINARY PHP_RELEASE_VERSION PHP_ZTS PHP_DEBUG STDIN STDERR fwrite fopen fgets random_bytes
    bin2hex base64_encode rand uniqid date time gd_info curl_version opcache_get_status password_hash
    PASSWORD_DEFAULT PASSWORD_BCRYPT sodium_crypto_box OPENSSL_VERSION_TEXT stream_get_contents
    stream_context_create ZipArchive open extractTo close Phar iterator INI_ALL apcu_enabled"""
)
R_WORDS = words(
    """install packages update BiocManager biocLite BiocInstaller source devtools remotes pak pacman renv littler
    install_github install_version install_git install_cran install_bioc install_local install_url install_deps
    install_gitlab install_dev_deps pkg_install pkg_add p_load p_install restore activate consent hydrate snapshot
    library require requireNamespace loadNamespace suppressMessages suppressWarnings suppressPackageStartupMessages
    options getOption repos c list paste paste0 cat print message stop quit q if else for in function return TRUE
    FALSE T F NULL NA is installed rownames available available_packages packageVersion sessionInfo Sys getenv
    setenv R version libPaths lib file path R_home home dependencies deps upgrade ask force quiet quietly repo type
    contriburl Ncpus parallel detectCores build clean INSTALL_opts configure args vars tinytex install_tinytex
    tlmgr_install tlmgr_update download method url destfile unzip bspm enable disable webshot install_phantomjs
    IRkernel installspec user name displayname reticulate install_miniconda install_python keras install_keras
    tensorflow install_tensorflow torch install_torch extrafont font_import prompt bookdown render_book rmarkdown
    render knitr Rcpp BiocVersion valid useDevel ver checkBuilt warn error stopifnot all any setdiff names length
    nchar readLines writeLines readRDS saveRDS read csv table do call lapply sapply unlist identical exists verbose
    subdir ref host auth_token build_vignettes build_opts keep_source character.only character only stringsAsFactors
    Biobase utils base stats methods tools http httr download.file system.file install_course copy_configs
    BioInstaller bioinfo destdir gert curl cran CRAN timeout pkgs pkg local_options"""
)
JULIA_WORDS = words(
    """using import Pkg add rm build clone checkout instantiate resolve precompile update develop activate init
    status PackageSpec name version url rev println print VERSION true false nothing test pin gc API IJulia
    installkernel Conda PyCall registry Registry"""
)
