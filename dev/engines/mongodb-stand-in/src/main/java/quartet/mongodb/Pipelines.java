package quartet.mongodb;

import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;

/** What an aggregation's pipeline is changed to, and asked, before the library gets it. */
final class Pipelines {
    /** set by us in a $changeStream's options, see ChangeCursor.headsOnly */
    static final String HEADS_ONLY = "headsOnly";

    private Pipelines() { }

    /** $set and $replaceWith are aliases that the library does not know */
    static List<Document> rewrite(List<Document> pipeline) {
        List<Document> out = new ArrayList<>();
        for (Document stage : pipeline) {
            if (stage.get("$set") != null) stage = new Document("$addFields", stage.get("$set"));
            else if (stage.containsKey("$replaceWith")) stage = new Document("$replaceRoot", new Document("newRoot", stage.get("$replaceWith")));
            else if (stage.get("$facet") instanceof Document facet) for (String k : List.copyOf(facet.keySet())) facet.put(k, rewrite(Aggregation.parse(facet.get(k))));
            out.add(stage);
        }
        return out;
    }

    /** true where a $project of wanted fields leaves the documents out, and nothing before it looks at them */
    static boolean headsOnly(List<Document> pipeline) {
        for (Document stage : pipeline.subList(1, pipeline.size())) {
            if (stage.toString().contains("fullDocument") || stage.toString().contains("$$")) return false;
            if (stage.get("$project") instanceof Document p && p.entrySet().stream().anyMatch(e -> !e.getKey().equals("_id") && Utils.isTrue(e.getValue()))) return true;
        }
        return false;
    }
}
